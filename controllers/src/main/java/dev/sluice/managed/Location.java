package dev.sluice.managed;

import dev.sluice.api.Sluice;
import org.jspecify.annotations.Nullable;

/**
 * Where an external resource is: the account and the region, and the provider configuration that led there. On record before
 * anything is made, so that another configuration or region does not leave it behind and make a second one.
 */
record Location(String account, String region, String config) {

    /** Where the object leads. */
    static Location of(Facts<?, ?, ?, ?> facts) {
        var target = facts.target();
        return new Location(
                target.session().account(),
                target.region(),
                facts.object.getSpec().providerConfigName());
    }

    /** Where the object has something, or may have; null where it has nothing yet, or that was never written down. */
    static @Nullable Location recorded(Facts<?, ?, ?, ?> facts) {
        var text = facts.object.annotation(Sluice.LOCATION);
        var slash = text == null ? -1 : text.indexOf('/');
        var at = text == null ? -1 : text.indexOf('@', slash + 1);
        return text == null || slash < 0 || at < 0
                ? null
                : new Location(text.substring(0, slash), text.substring(slash + 1, at), text.substring(at + 1));
    }

    /** True for the same account, whichever configuration leads there. */
    boolean isInAccountOf(Location other) {
        return account.equals(other.account);
    }

    boolean isWhere(Location other) {
        return isInAccountOf(other) && region.equals(other.region);
    }

    /** {@code 111122223333/eu-west-1@default}, as it is written down. */
    @Override
    public String toString() {
        return place() + "@" + config;
    }

    /** {@code 111122223333/eu-west-1}. */
    String place() {
        return account + "/" + region;
    }
}
