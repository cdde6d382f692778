package dev.sluice.provider.aws.client;

import dev.sluice.provider.CallLimits;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * What all clients of all sessions share: connections, the clock of their time limits, and the rule that nothing of the
 * machine's AWS profile files reaches them.
 */
public final class Transport implements AutoCloseable {
    /** No file is read: a profile on the machine must not change what a ProviderConfig says. */
    static final ProfileFile NO_PROFILES = ProfileFile.aggregator().build();

    private final SdkHttpClient http;
    private final ScheduledExecutorService timeouts;
    private final CallLimits limits;

    public Transport(CallLimits limits) {
        this.limits = limits;
        this.http = UrlConnectionHttpClient.builder()
                .connectionTimeout(limits.connect())
                .socketTimeout(limits.read())
                .build();
        this.timeouts = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("aws-timeouts").factory());
    }

    /** Retries are off: the kernel repeats a reconciliation, with one budget for the account and one view of failures. */
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(B builder) {
        return builder.httpClient(http)
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .defaultProfileFile(NO_PROFILES)
                        .defaultProfileName("default")
                        .apiCallTimeout(limits.call())
                        .scheduledExecutorService(timeouts));
    }

    @Override
    public void close() {
        http.close();
        timeouts.shutdownNow();
    }
}
