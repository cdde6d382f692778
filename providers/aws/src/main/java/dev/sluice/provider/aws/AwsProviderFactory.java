package dev.sluice.provider.aws;

import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.ProviderFactory;

/** How Sluice finds AWS. */
public final class AwsProviderFactory implements ProviderFactory {
    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public AwsProvider create(ProviderContext context) {
        return new AwsProvider(context);
    }
}
