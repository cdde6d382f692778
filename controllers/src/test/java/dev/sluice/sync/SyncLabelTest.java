package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sync;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;

class SyncLabelTest {

    @Test
    void a_label_names_its_sync_and_the_name_may_have_dots() {
        assertThat(SyncLabel.of(sync("team", "infra.prod"))).isEqualTo("team.infra.prod");
        assertThat(SyncLabel.named("team.infra.prod"))
                .hasValueSatisfying(id -> assertThat(id.display()).isEqualTo("Sync team/infra.prod"));
    }

    @Test
    void a_label_that_was_cut_fits_is_of_one_sync_alone_and_names_none() {
        var one = SyncLabel.of(sync("team", "a".repeat(80)));
        var other = SyncLabel.of(sync("team", "a".repeat(81)));

        assertThat(one).hasSizeLessThanOrEqualTo(63).isNotEqualTo(other);
        assertThat(SyncLabel.named(one)).isEmpty();
    }

    @Test
    void what_somebody_else_wrote_names_no_sync() {
        assertThat(SyncLabel.named("infra")).isEmpty();
        assertThat(SyncLabel.named(".infra")).isEmpty();
    }

    private static Sync sync(String namespace, String name) {
        var sync = new Sync();
        sync.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        return sync;
    }
}
