package dev.sluice.app;

import dev.sluice.api.Durations;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the controller process can be told. The cluster comes from KUBECONFIG or the pod's service account. */
@Command(
        name = "sluice-controller",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Builds cloud infrastructure from Git, through a policy gate.")
final class Options {

    @Option(
            names = "--listen",
            defaultValue = "0.0.0.0:8080",
            description = "Address for health, metrics and Git webhooks, plain HTTP; port 0 picks a free one. Default:"
                    + " ${DEFAULT-VALUE}")
    String listen = "0.0.0.0:8080";

    @Option(
            names = "--webhook-listen",
            defaultValue = "0.0.0.0:9443",
            description = "Address of the admission webhook, HTTPS. Default: ${DEFAULT-VALUE}")
    String webhookListen = "0.0.0.0:9443";

    @Option(
            names = "--webhook-url-host",
            defaultValue = "sluice.sluice-system.svc",
            description =
                    "Host name or address under which the API server reaches the webhook. Default: ${DEFAULT-VALUE}")
    String webhookUrlHost = "sluice.sluice-system.svc";

    @Option(
            names = "--namespace",
            defaultValue = "sluice-system",
            description = "Namespace for Sluice's own objects. Default: ${DEFAULT-VALUE}")
    String namespace = "sluice-system";

    @Option(
            names = "--cache-dir",
            defaultValue = "/var/cache/sluice",
            description = "Folder for Git mirrors; may be lost at any time. Default: ${DEFAULT-VALUE}")
    Path cacheDir = Path.of("/var/cache/sluice");

    @Option(
            names = "--opa",
            defaultValue = "opa",
            description = "The OPA binary. Default: ${DEFAULT-VALUE} on the PATH")
    String opa = "opa";

    @Option(
            names = "--workers",
            defaultValue = "32",
            description = "How many objects are reconciled at once, over all kinds. Default: ${DEFAULT-VALUE}")
    int workers = 32;

    @Option(
            names = "--audit-interval",
            defaultValue = "1h",
            description =
                    "How often everything in the cluster is judged again by the policies in force; what changes is"
                            + " judged at once. Default: ${DEFAULT-VALUE}")
    String auditInterval = "1h";

    @Option(
            names = "--providers",
            paramLabel = "DIR",
            description =
                    "Folder of jars with further providers; a jar that cannot be used stops the start. Default: only"
                            + " those that come with Sluice")
    @Nullable
    Path providers;

    @Option(names = "--addresses-file", description = "Write the addresses listened on to this file, as JSON.")
    @Nullable
    Path addressesFile;

    /** @throws IllegalArgumentException when the text is no duration, or one below a minute */
    static Duration duration(String option, String text) {
        if (text.matches(Durations.PATTERN)) {
            var duration = Durations.parse(text, Duration.ZERO);
            if (duration.compareTo(Duration.ofMinutes(1)) >= 0) {
                return duration;
            }
        }
        throw new IllegalArgumentException(
                "%s=%s is not a duration of a minute or more: write for example 1h or 30m".formatted(option, text));
    }

    /** {@code host:port}. */
    record Address(String host, int port) {
        static Address parse(String option, String text) {
            var colon = text.lastIndexOf(':');
            try {
                var port = Integer.parseInt(text.substring(colon + 1));
                if (colon > 0 && port >= 0 && port <= 65535) {
                    return new Address(text.substring(0, colon), port);
                }
            } catch (NumberFormatException e) {
                // Said below, with what was wanted.
            }
            throw new IllegalArgumentException(
                    "%s=%s is not an address: write host:port, for example 127.0.0.1:8080".formatted(option, text));
        }
    }
}
