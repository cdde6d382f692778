package com.example.notes;

import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.ProviderFactory;

/** How Sluice finds the provider: this class is named in META-INF/services. */
public final class NotesProviderFactory implements ProviderFactory {
    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public NotesProvider create(ProviderContext context) {
        return new NotesProvider(context);
    }
}
