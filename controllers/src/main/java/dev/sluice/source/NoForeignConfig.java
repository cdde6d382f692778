package dev.sluice.source;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** Keeps JGit from reading the machine's and the user's Git configuration: proxies, helpers and rewrites there are not ours. */
final class NoForeignConfig extends SystemReader.Delegate {

    private NoForeignConfig(SystemReader system) {
        super(system);
    }

    static void install() {
        if (!(SystemReader.getInstance() instanceof NoForeignConfig)) {
            SystemReader.setInstance(new NoForeignConfig(SystemReader.getInstance()));
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    private static final class Empty extends FileBasedConfig {
        Empty(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // There is nothing to read.
        }

        @Override
        public void save() {
            // What JGit learns of the file system's clock it learns again after a restart.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
