package dev.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.api.FieldChange;
import dev.sluice.api.managed.ConnectionKey;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.CallLimits;
import dev.sluice.provider.Observed;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What every kind owes the kernel, against a real emulator. A kind says what it is by {@link #complete}, {@link #minimal}
 * and {@link #mutations}; the scenarios are the same for all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class KindConformance<P extends Record, O extends Record> {
    protected static final String REGION = "eu-west-1";
    protected static final String OWNER = "11111111-2222-3333-4444-555555555555";

    /** No kind needs more rounds of observe and update than this. */
    private static final int MAX_ROUNDS = 6;

    protected final Calls calls = new Calls();
    private final AwsProvider provider = new AwsProvider(new ProviderContext(calls, CallLimits.DEFAULT));
    protected final AwsSession session = provider.connect(InMemoryConfigs.forEndpoint(Moto.endpoint()), "default");
    protected String name = "";

    protected abstract Adapter<P, O, AwsSession> adapter();

    /** Everything set. */
    protected abstract P complete();

    /** Only what is required. */
    protected abstract P minimal();

    /** {@link #complete} with one thing changed, by what it is. */
    protected abstract Map<String, P> mutations();

    /** False where the emulator takes tags when a resource is created and never after. */
    protected boolean canTagLater() {
        return true;
    }

    /** False where the emulator lacks the filter by which several are described. */
    protected boolean canDescribeSeveral() {
        return true;
    }

    /** A name that is free; where the cloud chooses names, one that it never gave. */
    protected String newName() {
        return "conformance-" + UUID.randomUUID().toString().substring(0, 12);
    }

    /** What resources of this kind need, and what is made once for all tests. */
    protected void prerequisites() {}

    /** Makes room for another resource, where two cannot be there at once. */
    protected void room() {}

    /** The same kind for the suite that drives it through the kernel ({@code KindThroughKernelIT} of e2e). */
    public final KindSpecimens<P> specimens() {
        prepare();
        return new KindSpecimens<>(session, this::specimen);
    }

    /** Which kind this is of. */
    public final String adapterClass() {
        return adapter().getClass().getName();
    }

    private KindSpecimens.Specimen<P> specimen() {
        room();
        name = newName();
        var changes = new LinkedHashMap<String, P>();
        mutations().forEach((what, wanted) -> changes.put(what, current(wanted)));
        return new KindSpecimens.Specimen<>(name, current(complete()), changes);
    }

    @BeforeAll
    void prepare() {
        prerequisites();
        calls.clear();
    }

    @BeforeEach
    void prepareOne() {
        room();
    }

    @AfterEach
    void remove() {
        if (!name.isEmpty()) {
            adapter().delete(target(minimal()));
        }
    }

    @AfterAll
    void close() {
        provider.close();
    }

    @Test
    void what_does_not_exist_is_read_as_empty() {
        name = newName();
        assertThat(adapter().read(target(complete()))).isEmpty();
    }

    @Test
    void a_resource_created_with_everything_set_is_read_as_it_was_wished_for() {
        createAs(complete());
        var observed = read(complete());
        assertThat(RecordDiff.of(complete(), observed.parameters())).isEmpty();
        assertOwner(observed);
        assertThat(observed.state()).isEqualTo(Observed.State.AVAILABLE);
    }

    @Test
    void a_resource_created_with_nothing_but_what_is_required_shows_no_difference() {
        createAs(minimal());
        assertThat(RecordDiff.of(minimal(), read(minimal()).parameters())).isEmpty();
    }

    @Test
    void everything_can_be_added_to_a_minimal_resource_and_taken_away_again() {
        createAs(mutableOnly(minimal()));
        converge(mutableOnly(complete()));
        converge(minimalAfterComplete());
    }

    @Test
    void what_it_publishes_for_connecting_is_what_its_kind_says() {
        var declared = provider.kinds().stream()
                .filter(kind -> kind.adapter().getClass() == adapter().getClass())
                .flatMap(kind -> Stream.of(kind.type().getAnnotationsByType(ConnectionKey.class)))
                .map(ConnectionKey::name)
                .toList();
        createAs(complete());

        var published = adapter().connection(target(complete()), read(complete()));

        assertThat(published.keySet()).isSubsetOf(declared);
        assertThat(published.isEmpty()).isEqualTo(declared.isEmpty());
    }

    /** {@code wanted} with the immutable fields of {@link #complete}. */
    protected abstract P mutableOnly(P wanted);

    /** The same for the resource of this test, where parameters hold what tells one test's resource from another's. */
    protected P current(P wanted) {
        return wanted;
    }

    /** What is left when all that can be unset is unset. */
    protected P minimalAfterComplete() {
        return mutableOnly(minimal());
    }

    @TestFactory
    Stream<DynamicTest> each_change_is_made_and_can_be_made_undone() {
        return mutations().entrySet().stream()
                .map(mutation -> DynamicTest.dynamicTest(mutation.getKey(), () -> {
                    createAs(complete());
                    converge(current(mutation.getValue()));
                    converge(complete());
                    remove();
                }));
    }

    @TestFactory
    Stream<DynamicTest> the_owners_tag_is_written_where_it_is_missing_although_nothing_else_differs() {
        return adapter().carriesOwnerTag()
                ? Stream.of(dynamicTest("in one call", this::theOwnersTagIsWritten))
                : Stream.empty();
    }

    private void theOwnersTagIsWritten() {
        assumeTrue(canTagLater(), "the emulator takes tags of this kind at its creation only");
        createAs(complete());
        var observed = read(complete());
        var unowned = new Observed<>(
                observed.parameters(), observed.outputs(), null, observed.state(), observed.stateMessage(), null);
        calls.clear();
        adapter().update(target(complete()), unowned, List.of());
        assertThat(calls.list()).as("one call, for the tag").hasSize(1);
        assertThat(read(complete()).ownerUid()).isEqualTo(OWNER);
    }

    @Test
    void a_deleted_resource_is_gone_and_deleting_it_again_succeeds() {
        createAs(complete());
        adapter().delete(target(complete()));
        assertThat(adapter().read(target(complete())).filter(KindConformance::isThere))
                .isEmpty();
        adapter().delete(target(complete()));
    }

    @TestFactory
    Stream<DynamicTest> read_together_with_others_it_is_as_read_alone() {
        return adapter().batches().stream().map(batches -> dynamicTest("in one call", () -> isReadTogether(batches)));
    }

    private void isReadTogether(BatchReader<P, O, AwsSession> batches) {
        assumeTrue(canDescribeSeveral(), "the emulator lacks the filter");
        createAs(complete());
        var gone = newName();

        calls.clear();
        var batch = batches.read(session, REGION, Set.of(name, gone));
        assertThat(calls.list()).as("one call").hasSize(1).allMatch(call -> call.endsWith(" OK"));
        var wanted = current(complete());
        var observed = batch.observed(target(wanted));
        if (batches.describesAll()) {
            assertThat(calls.list()).as("and no more").hasSize(1);
        }

        assertThat(observed).isEqualTo(adapter().read(target(wanted))).isPresent();
        assertThat(batch.observed(target(wanted).named(gone))).as("unknown").isEmpty();
        adapter().delete(target(wanted));
        assertThat(batches.read(session, REGION, Set.of(name)).observed(target(wanted)))
                .as("deleted")
                .isEmpty();
    }

    private static boolean isThere(Observed<?, ?> observed) {
        return observed.state() != Observed.State.PENDING_DELETION;
    }

    protected final void createAs(P desired) {
        name = newName();
        var wanted = current(desired);
        name = adapter().create(target(wanted));
        converge(wanted);
    }

    private void assertOwner(Observed<P, O> observed) {
        assertThat(observed.ownerUid()).isEqualTo(adapter().carriesOwnerTag() ? OWNER : null);
    }

    /** Observes and updates until nothing differs, as the kernel does. */
    protected final void converge(P desired) {
        List<FieldChange> diff = List.of();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            var observed = read(desired);
            diff = RecordDiff.of(desired, observed.parameters());
            assertThat(diff).as("an update is never asked to replace").noneMatch(FieldChange::needsReplacement);
            if (diff.isEmpty() && (observed.ownerUid() != null || !adapter().carriesOwnerTag())) {
                assertOwner(observed);
                return;
            }
            adapter().update(target(desired), observed, diff);
        }
        assertThat(diff).as("still differs after %d rounds", MAX_ROUNDS).isEmpty();
    }

    protected final Observed<P, O> read(P desired) {
        return adapter().read(target(desired)).orElseThrow();
    }

    protected final Target<P, AwsSession> target(P desired) {
        return new Target<>(session, REGION, name, desired, OWNER);
    }
}
