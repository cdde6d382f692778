package dev.sluice.provider.aws.lambda;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.lambda.Function.Code;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The code of a function. Lambda reports a hash of it and, but for images, not where it came from; that is kept in a tag.
 */
final class FunctionCode {
    /** Where the code came from last. */
    static final String SOURCE_TAG = "sluice.dev/code";

    private FunctionCode() {}

    /** The code as it was wished for where that is what the function has; else what is known of it. */
    static Code asWished(Code wished, @Nullable String sha256, @Nullable String imageUri, @Nullable String sourceTag) {
        if (wished.imageUri() != null) {
            return new Code(null, null, null, null, null, imageUri);
        }
        boolean same;
        if (wished.zipFile() != null) {
            same = sha256(zip(wished.zipFile()).asByteArray()).equals(sha256);
        } else if (wished.sha256() != null) {
            same = wished.sha256().equals(sha256);
        } else {
            same = source(wished).equals(sourceTag);
        }
        return same ? wished : new Code(null, null, null, sha256, null, imageUri);
    }

    /** Identifies where the code comes from, within the length and the characters of a tag. */
    static String source(Code code) {
        var text = String.join(
                "\n",
                String.valueOf(code.s3Bucket()),
                String.valueOf(code.s3Key()),
                String.valueOf(code.s3ObjectVersion()),
                String.valueOf(code.zipFile()),
                String.valueOf(code.imageUri()));
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable SdkBytes zipOrNull(Code code) {
        return code.zipFile() == null ? null : zip(code.zipFile());
    }

    private static SdkBytes zip(String base64) {
        try {
            return SdkBytes.fromByteArray(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new CloudException(
                    new CloudError.Invalid("code.zipFile is not base64", "code.zipFile"),
                    "lambda",
                    "CreateFunction",
                    "InvalidCode",
                    null,
                    e);
        }
    }

    /** Refuses code that is not what was announced, rather than uploading it again and again. */
    static void check(Code wished, @Nullable String uploaded) {
        if (wished.sha256() != null && !Objects.equals(wished.sha256(), uploaded)) {
            throw new CloudException(
                    new CloudError.Invalid(
                            "the archive in S3 has the SHA-256 %s, and code.sha256 says %s; correct code.sha256, or upload the archive that is meant"
                                    .formatted(uploaded, wished.sha256()),
                            "code.sha256"),
                    "lambda",
                    "UpdateFunctionCode",
                    "CodeSha256Mismatch",
                    null,
                    null);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
