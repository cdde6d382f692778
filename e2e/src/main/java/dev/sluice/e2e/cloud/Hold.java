package dev.sluice.e2e.cloud;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A place where calls wait until they are released, at most a minute.
 *
 * <pre>{@code
 * var hold = new Hold();
 * proxy.inject(Fault.holdAnswer(hold).to("sqs", "CreateQueue").times(1));
 * …
 * hold.awaitCall(Duration.ofSeconds(10));   // the queue exists, nobody knows yet
 * sluice.kill();
 * hold.release();
 * }</pre>
 */
public final class Hold {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicReference<@Nullable CloudCall> first = new AtomicReference<>();

    /**
     * The first call that waits here.
     *
     * @throws AssertionError when none comes in time
     */
    public CloudCall awaitCall(Duration limit) {
        try {
            if (!arrived.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("no call came to be held within " + limit.toSeconds() + " s");
            }
            return Objects.requireNonNull(first.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a call", e);
        }
    }

    /** Lets all calls go on, those to come too. */
    public void release() {
        released.countDown();
    }

    void pass(CloudCall call) throws InterruptedException {
        first.compareAndSet(null, call);
        arrived.countDown();
        var unused = released.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }
}
