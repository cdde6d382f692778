package dev.sluice.provider;

/**
 * Makes a provider. Found by {@link java.util.ServiceLoader}: a jar names its factory, a public class with a public
 * constructor without arguments, in {@code META-INF/services/dev.sluice.provider.ProviderFactory}.
 *
 * <pre>{@code
 * public final class NotesProviderFactory implements ProviderFactory {
 *     @Override
 *     public int apiVersion() {
 *         return API_VERSION;
 *     }
 *
 *     @Override
 *     public NotesProvider create(ProviderContext context) {
 *         return new NotesProvider(context);
 *     }
 * }
 * }</pre>
 */
public interface ProviderFactory {

    /** Counts changes of this package and of {@code dev.sluice.api} that providers have to be adapted to. */
    int API_VERSION = 1;

    /**
     * Always {@code return API_VERSION;}. The compiler writes the number into the factory, so that it says which version
     * the jar was compiled against, whichever it is loaded into.
     */
    int apiVersion();

    /** Called once, before anything else of the provider. Must not call the cloud: there is no configuration yet. */
    Provider<?> create(ProviderContext context);
}
