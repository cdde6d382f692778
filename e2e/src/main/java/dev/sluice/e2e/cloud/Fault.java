package dev.sluice.e2e.cloud;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * Something that goes wrong with some of the calls, for example
 * {@code Fault.respond(429, "ThrottlingException", "Rate exceeded").to("sqs", "CreateQueue").share(0.3)}.
 *
 * <p>It applies to every call until it is narrowed. Narrowing makes a new fault.
 */
public final class Fault {
    /** What happens to the call. */
    sealed interface Effect {
        record Respond(AwsError error) implements Effect {}

        /** The connection ends without an answer. */
        record Drop(boolean afterForwarding) implements Effect {}

        record Delay(Duration time) implements Effect {}

        record Wait(Hold hold, boolean afterForwarding) implements Effect {}
    }

    private final Effect effect;
    private final Predicate<CloudCall> when;
    private final double share;
    private final DoubleSupplier chance;
    private final AtomicInteger left;

    private Fault(Effect effect, Predicate<CloudCall> when, double share, DoubleSupplier chance, int times) {
        this.effect = effect;
        this.when = when;
        this.share = share;
        this.chance = chance;
        this.left = new AtomicInteger(times);
    }

    /** The proxy answers with an error in the request's own protocol; the cloud does not see the call. */
    public static Fault respond(int status, String code, String message) {
        return of(new Effect.Respond(new AwsError(status, code, message)));
    }

    /** 403. */
    public static Fault denied() {
        return respond(403, "AccessDeniedException", "User is not authorized to perform this action");
    }

    /** 429, without Retry-After. */
    public static Fault throttled() {
        return respond(429, "ThrottlingException", "Rate exceeded");
    }

    /** 500. */
    public static Fault internalError() {
        return respond(500, "InternalFailure", "We encountered an internal error. Please try again.");
    }

    /** The connection ends before the cloud sees the call. */
    public static Fault dropRequest() {
        return of(new Effect.Drop(false));
    }

    /** The cloud does what was asked, and the connection ends before the answer. */
    public static Fault dropAnswer() {
        return of(new Effect.Drop(true));
    }

    public static Fault delay(Duration time) {
        return of(new Effect.Delay(time));
    }

    /** The call waits before the cloud sees it. */
    public static Fault holdRequest(Hold hold) {
        return of(new Effect.Wait(hold, false));
    }

    /** The cloud does what was asked, and the answer waits. */
    public static Fault holdAnswer(Hold hold) {
        return of(new Effect.Wait(hold, true));
    }

    private static Fault of(Effect effect) {
        return new Fault(
                effect, call -> true, 1, () -> ThreadLocalRandom.current().nextDouble(), Integer.MAX_VALUE);
    }

    /** Only calls of one operation. */
    public Fault to(String service, String operation) {
        return when(call -> call.is(service, operation));
    }

    /** Only calls of one service. */
    public Fault to(String service) {
        return when(call -> call.service().equals(service));
    }

    /** Only calls for which this holds as well. */
    public Fault when(Predicate<CloudCall> more) {
        return new Fault(effect, when.and(more), share, chance, left.get());
    }

    /** Only this share of the calls, from 0 to 1, at random. */
    public Fault share(double part) {
        return new Fault(effect, when, part, chance, left.get());
    }

    /** The same share with the same luck each time, as far as calls come in the same order. */
    public Fault share(double part, long seed) {
        return new Fault(effect, when, part, new Random(seed)::nextDouble, left.get());
    }

    /** Only so many calls. */
    public Fault times(int count) {
        return new Fault(effect, when, share, chance, count);
    }

    Effect effect() {
        return effect;
    }

    /** True when it strikes this call; that counts. */
    boolean strikes(CloudCall call) {
        return when.test(call)
                && (share >= 1 || chance.getAsDouble() < share)
                && left.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0;
    }
}
