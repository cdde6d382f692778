package dev.sluice.e2e.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** Writes kubeconfig files that only their owner may read: they hold private keys. */
final class Kubeconfigs {
    private Kubeconfigs() {}

    static Path write(Path file, URI server, String authority, CertificateAuthority.Identity user) {
        return writePrivate(
                file, """
                apiVersion: v1
                kind: Config
                current-context: sluice-local
                clusters:
                - name: sluice-local
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                contexts:
                - name: sluice-local
                  context: {cluster: sluice-local, user: user}
                users:
                - name: user
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                """.formatted(server, base64(authority), base64(user.certificate()), base64(user.key())));
    }

    static Path writePrivate(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
