package dev.sluice.kube;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What this process is called among the replicas of Sluice: its pod, or host and process. Fit for an object's name. */
public final class ReplicaName {
    private static final int MAX = 200;
    private static final String NAME = fit(System.getenv("POD_NAME"));

    private ReplicaName() {}

    public static String own() {
        return NAME;
    }

    private static String fit(@Nullable String pod) {
        var name = pod == null || pod.isBlank()
                ? host() + "-" + ProcessHandle.current().pid()
                : pod;
        var fit = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-").replaceAll("^-+", "");
        return fit.substring(0, Math.min(fit.length(), MAX));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
