package dev.sluice.provider.aws;

import dev.sluice.provider.aws.client.AwsSession;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Resources of one kind to be made on the emulator, for a suite that knows nothing of the kind.
 *
 * @param session that goes to the emulator by the shortest way
 * @param next another resource, unlike those before
 */
public record KindSpecimens<P extends Record>(AwsSession session, Supplier<Specimen<P>> next) {

    /**
     * One resource.
     *
     * @param name free, where names are chosen by us; one that was never given where the cloud chooses
     * @param wanted everything set
     * @param changes the same with one thing changed, by what it is
     */
    public record Specimen<P extends Record>(String name, P wanted, Map<String, P> changes) {}
}
