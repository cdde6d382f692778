package dev.sluice.managed;

import dev.sluice.provider.BatchReader;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the polls of one kind share calls. In each session and region one call at a time is under way; polls that come
 * meanwhile are answered together by the next, and so are the resources that would be due next: they are woken to find
 * their answer here. The worker whose poll is first makes the call for all; nobody else is at work for it.
 *
 * <p>An answer stands for a read that was begun after the resource was last reconciled, and is given once.
 */
final class Polls<P extends Record, O extends Record, S extends Session> {
    /** An answer that is not fetched by then says nothing any more. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    /** A batch that the cloud refuses as such is not tried again for so long. */
    private static final Duration AFTER_REFUSAL = Duration.ofHours(1);

    /** The same where it failed; an emulator fails what it has not got. */
    private static final Duration AFTER_FAULT = Duration.ofMinutes(1);

    /** The last part of its interval in which a resource may be read early, so that it shares a call. */
    private static final double EARLY = 0.3;

    private final BatchReader<P, O, S> reader;
    private final CloudCalls calls;
    private final InstantSource clock;

    /** When each settled resource is due, by UID; one entry a resource, gone when it is reconciled. */
    private final ConcurrentHashMap<String, Due<P, O, S>> due = new ConcurrentHashMap<>();

    /** Who waits for the next call, while one is under way; bounded by the number of workers. */
    private final Map<Place, Deque<Turn<P, O, S>>> waiting = new HashMap<>();

    private final Map<Place, Instant> refused = new HashMap<>();
    private volatile Consumer<ReferenceIndex.Key> waker = key -> {};

    Polls(BatchReader<P, O, S> reader, CloudCalls calls, InstantSource clock) {
        this.reader = reader;
        this.calls = calls;
        this.clock = clock;
    }

    /** Where one call can describe several resources. Sessions are told apart: each has its own rights. */
    private record Place(Session session, String region) {}

    /** @param begunAt what happened later it does not say */
    record Answer<P extends Record, O extends Record, S extends Session>(
            BatchReader.Batch<P, O, S> batch, Instant begunAt) {}

    private static final class Due<P extends Record, O extends Record, S extends Session> {
        private final ReferenceIndex.Key key;
        private final Target<P, S> target;
        private final Instant at;
        private final Instant notBefore;
        private final AtomicBoolean asked = new AtomicBoolean();
        private volatile @Nullable Answer<P, O, S> answer;

        Due(ReferenceIndex.Key key, Target<P, S> target, Instant at, Instant notBefore) {
            this.key = key;
            this.target = target;
            this.at = at;
            this.notBefore = notBefore;
        }
    }

    /** A poll that waits: for an answer, or, with an empty one, to make the next call itself. */
    private record Turn<P extends Record, O extends Record, S extends Session>(
            Target<P, S> target, CompletableFuture<Optional<Answer<P, O, S>>> answer) {
        Turn(Target<P, S> target) {
            this(target, new CompletableFuture<>());
        }
    }

    /** @param to wakes an object whose answer has come */
    void wakes(Consumer<ReferenceIndex.Key> to) {
        waker = to;
    }

    /** The resource is as wanted, and is looked at again after this time. */
    void settled(ReferenceIndex.Key key, Target<P, S> target, Duration again) {
        var now = clock.instant();
        var early = Duration.ofMillis((long) (again.toMillis() * (1 - EARLY)));
        due.put(target.ownerUid(), new Due<>(key, target, now.plus(again), now.plus(early)));
    }

    /** Forgets when it is due: it is being reconciled now, or is gone. */
    @Nullable
    Answer<P, O, S> take(String uid) {
        var mine = due.remove(uid);
        var answer = mine == null ? null : mine.answer;
        return answer != null && clock.instant().isBefore(answer.begunAt().plus(FRESH)) ? answer : null;
    }

    /**
     * Asks together with others.
     *
     * @return null where there are no others, or the cloud does not answer several at once: each then asks for itself,
     *     so that one cannot spoil it for all
     * @throws CloudException when the call was throttled, for each who asked
     */
    @Nullable
    Answer<P, O, S> ask(Target<P, S> target) {
        var place = new Place(target.session(), target.region());
        if (isRefused(place)) {
            return null;
        }
        var turn = new Turn<P, O, S>(target);
        try {
            return leads(place, turn) ? lead(place, target) : follow(place, turn);
        } catch (CloudException e) {
            if (e.error() instanceof CloudError.Throttled) {
                throw e;
            }
            refuse(place, e.error() instanceof CloudError.Transient ? AFTER_FAULT : AFTER_REFUSAL);
            return null;
        }
    }

    private synchronized boolean isRefused(Place place) {
        var until = refused.get(place);
        return until != null && clock.instant().isBefore(until);
    }

    private synchronized void refuse(Place place, Duration time) {
        var now = clock.instant();
        refused.values().removeIf(until -> !now.isBefore(until));
        refused.put(place, now.plus(time));
    }

    private @Nullable Answer<P, O, S> follow(Place place, Turn<P, O, S> turn) {
        try {
            var answer = turn.answer().get();
            return answer.isPresent() ? answer.get() : lead(place, turn.target());
        } catch (InterruptedException e) {
            var mayLead = !turn.answer().cancel(false) && !turn.answer().isCompletedExceptionally();
            if (mayLead && turn.answer().resultNow().isEmpty()) {
                handOver(place);
            }
            Thread.currentThread().interrupt();
            throw new CloudCalls.PacedException(Duration.ofSeconds(1));
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case CloudException failure -> again(failure);
                case CloudCalls.PacedException paced -> new CloudCalls.PacedException(paced.waitTime());
                case null, default -> new IllegalStateException("a call that was made for several failed", e);
            };
        }
    }

    /** The same failure for another who waited: an exception belongs to one thread. */
    private static CloudException again(CloudException failure) {
        return new CloudException(
                failure.error(), failure.service(), failure.operation(), failure.code(), failure.requestId(), failure);
    }

    /** Makes the call for all who wait and for those due next; then it is somebody else's turn. */
    private @Nullable Answer<P, O, S> lead(Place place, Target<P, S> target) {
        List<Turn<P, O, S>> others = List.of();
        List<Due<P, O, S>> companions = List.of();
        try {
            others = others(place);
            companions = companions(place, reader.limit() - 1 - others.size());
            if (others.isEmpty() && companions.isEmpty()) {
                return null;
            }
            var answer = read(target, names(target, others, companions));
            for (var other : others) {
                other.answer().complete(Optional.of(answer));
            }
            for (var companion : companions) {
                companion.answer = answer;
                waker.accept(companion.key);
            }
            return answer;
        } catch (RuntimeException | Error e) {
            others.forEach(other -> other.answer().completeExceptionally(e));
            companions.forEach(companion -> companion.asked.set(false));
            throw e;
        } finally {
            handOver(place);
        }
    }

    private Answer<P, O, S> read(Target<P, S> target, Set<String> names) {
        return calls.call(target, () -> {
            var begunAt = clock.instant();
            return new Answer<>(reader.read(target.session(), target.region(), names), begunAt);
        });
    }

    private static <P extends Record, O extends Record, S extends Session> Set<String> names(
            Target<P, S> target, List<Turn<P, O, S>> others, List<Due<P, O, S>> companions) {
        var names = new HashSet<String>();
        names.add(target.externalName());
        others.forEach(other -> names.add(other.target().externalName()));
        companions.forEach(companion -> names.add(companion.target.externalName()));
        return names;
    }

    private synchronized boolean leads(Place place, Turn<P, O, S> turn) {
        var queue = waiting.get(place);
        if (queue == null) {
            waiting.put(place, new ArrayDeque<>());
            return true;
        }
        queue.add(turn);
        return false;
    }

    private synchronized List<Turn<P, O, S>> others(Place place) {
        var queue = Objects.requireNonNull(waiting.get(place), "there is a queue while somebody leads");
        var others = new ArrayList<Turn<P, O, S>>();
        while (!queue.isEmpty() && others.size() < reader.limit() - 1) {
            others.add(queue.remove());
        }
        return others;
    }

    /** The longest waiting makes the next call; without one, whoever comes next. */
    private synchronized void handOver(Place place) {
        var queue = Objects.requireNonNull(waiting.get(place), "there is a queue while somebody leads");
        while (!queue.isEmpty()) {
            if (queue.remove().answer().complete(Optional.empty())) {
                return;
            }
        }
        waiting.remove(place);
    }

    /** How many wait for the next call. */
    synchronized int waiting() {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    /** Those due next, the first of them first. */
    private List<Due<P, O, S>> companions(Place place, int room) {
        var now = clock.instant();
        return due.values().stream()
                .filter(d -> !now.isBefore(d.notBefore))
                .filter(d -> place.equals(new Place(d.target.session(), d.target.region())))
                .filter(d -> !d.asked.get())
                .sorted(Comparator.comparing(d -> d.at))
                .limit(room)
                .filter(d -> d.asked.compareAndSet(false, true))
                .toList();
    }
}
