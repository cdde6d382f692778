package dev.sluice.managed;

import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.aws.client.AwsSession;

/** The kernel in memory with a real kind, and with the emulator for a cloud. */
final class KindKernel<P extends Record, O extends Record, R extends ManagedResource<P, O>>
        extends Kernel<P, O, R, AwsSession> {
    final WatchedAdapter<P, O> adapter;

    private KindKernel(
            Kind<P, O, R, AwsSession> kind,
            WatchedAdapter<P, O> adapter,
            Provider<AwsSession> provider,
            ConfigReader configs,
            Crashes crashes) {
        var watched = new Kind<>(kind.type(), kind.parameters(), kind.outputs(), kind.identity(), adapter);
        super(watched, provider, configs, new Clock(), crashes);
        this.adapter = adapter;
    }

    static <P extends Record, O extends Record, R extends ManagedResource<P, O>> KindKernel<P, O, R> of(
            Kind<P, O, R, AwsSession> kind, Provider<AwsSession> provider, ConfigReader configs) {
        var crashes = new Crashes();
        return new KindKernel<>(kind, new WatchedAdapter<>(kind.adapter(), crashes), provider, configs, crashes);
    }

    @Override
    long mutations() {
        return adapter.mutations();
    }
}
