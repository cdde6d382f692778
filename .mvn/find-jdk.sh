# Sourced by ./sluice, ./mvnw and .ci/run: exports JAVA_HOME as a JDK of version 25 or newer, or says where it looked.
# Order: JAVA_HOME, the java on the PATH, the usual folders (there the oldest that will do).

sluice_jdk_wanted=25

# Prints the major version of the JDK in a folder; 0 when there is none.
sluice_jdk_version() {
  if [ ! -x "$1/bin/javac" ]; then
    echo 0
    return
  fi
  sluice_v=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null | head -n 1)
  if [ -z "$sluice_v" ]; then
    sluice_v=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  fi
  echo "${sluice_v:-0}"
}

# Prints the folder of the JDK whose javac is on the PATH.
sluice_jdk_on_path() {
  sluice_p=$(command -v javac 2>/dev/null) || return 0
  while [ -L "$sluice_p" ]; do
    sluice_t=$(readlink "$sluice_p")
    case $sluice_t in
      /*) sluice_p=$sluice_t ;;
      *) sluice_p=$(dirname "$sluice_p")/$sluice_t ;;
    esac
  done
  dirname "$(dirname "$sluice_p")"
}

# Prints the folder of the oldest JDK that will do among the usual places.
sluice_jdk_in_usual_folders() {
  sluice_best='' sluice_best_v=0
  for sluice_d in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/hostedtoolcache/Java_*/*/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME:-/nowhere}"/.sdkman/candidates/java/* "${HOME:-/nowhere}"/.jdks/* "${HOME:-/nowhere}"/.asdf/installs/java/* \
    "${HOME:-/nowhere}"/.local/share/mise/installs/java/*; do
    sluice_v=$(sluice_jdk_version "$sluice_d")
    if [ "$sluice_v" -ge $sluice_jdk_wanted ] && { [ -z "$sluice_best" ] || [ "$sluice_v" -lt "$sluice_best_v" ]; }; then
      sluice_best=$sluice_d sluice_best_v=$sluice_v
    fi
  done
  echo "$sluice_best"
}

sluice_find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && [ "$(sluice_jdk_version "$JAVA_HOME")" -ge $sluice_jdk_wanted ]; then
    export JAVA_HOME
    return 0
  fi
  sluice_found=$(sluice_jdk_on_path)
  if [ -z "$sluice_found" ] || [ "$(sluice_jdk_version "$sluice_found")" -lt $sluice_jdk_wanted ]; then
    # The wrapper switches file name patterns off; here they are needed.
    case $- in
      *f*)
        set +f
        sluice_found=$(sluice_jdk_in_usual_folders)
        set -f
        ;;
      *) sluice_found=$(sluice_jdk_in_usual_folders) ;;
    esac
  fi
  if [ -z "$sluice_found" ]; then
    cat >&2 <<EOF
There is no JDK $sluice_jdk_wanted or newer: JAVA_HOME is "${JAVA_HOME:-}", the PATH has "$(command -v java || true)".
Do one of these:
  - set JAVA_HOME to a JDK $sluice_jdk_wanted or newer
  - put its bin folder first on the PATH
  - install one where systems keep them (/usr/lib/jvm, /Library/Java/JavaVirtualMachines, ~/.sdkman, ~/.jdks …)
EOF
    return 1
  fi
  if [ -n "${JAVA_HOME:-}" ]; then
    echo "JAVA_HOME ($JAVA_HOME) is older than $sluice_jdk_wanted; using $sluice_found" >&2
  fi
  JAVA_HOME=$sluice_found
  export JAVA_HOME
}

sluice_find_jdk
