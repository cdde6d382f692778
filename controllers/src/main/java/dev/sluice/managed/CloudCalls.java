package dev.sluice.managed;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Target;
import java.time.Duration;
import java.util.function.Supplier;

/** Every call to one API passes here, so that one budget holds for all. */
final class CloudCalls {
    /** Longer than this a worker does not wait: it has other objects to look after. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final CloudBudget budget;
    private final String service;
    private final Scrubber scrubber;

    /** @param service the API, for example {@code sqs} */
    CloudCalls(CloudBudget budget, String service, Scrubber scrubber) {
        this.budget = budget;
        this.service = service;
        this.scrubber = scrubber;
    }

    /** @throws PacedException when the budget is spent for longer than a worker waits; nothing was called then */
    <T> T call(Target<?, ?> target, Supplier<T> call) {
        var key = new CloudBudget.Key(target.session().account(), target.region(), service);
        pause(budget.reserve(key, LONGEST_WAIT));
        try {
            var result = call.get();
            budget.succeeded(key);
            return result;
        } catch (CloudException e) {
            if (e.error() instanceof CloudError.Throttled throttled) {
                budget.throttled(key, throttled.retryAfter());
            }
            throw scrubber.clean(e, target.desired());
        }
    }

    private static void pause(Duration wait) {
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            throw new PacedException(wait);
        }
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PacedException(LONGEST_WAIT);
        }
    }

    /** The account's budget for this API is spent for longer than a worker should wait. */
    static final class PacedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Duration wait;

        PacedException(Duration wait) {
            super("the API is throttling; next call in " + wait.toMillis() + " ms");
            this.wait = wait;
        }

        Duration waitTime() {
            return wait;
        }
    }
}
