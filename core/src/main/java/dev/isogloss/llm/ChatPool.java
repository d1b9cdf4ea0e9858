package dev.isogloss.llm;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Asks a model many prompts: recorded answers first, then the server within limits and budget, again after what may pass; every
 * answer is recorded before anyone sees it. A server that gave up on {@value #GIVE_UP} prompts in a row stops the run. Safe for
 * many threads.
 */
public final class ChatPool {
    private static final int GIVE_UP = 8;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final ChatModel model;
    private final AnswerCache cache;
    private final ChatLimits limits;
    private final Retries retries;
    private final Price price;
    private final Spending spending;
    private final RequestRate rate;
    private final Semaphore inFlight;
    private final AtomicInteger givenUpInRow = new AtomicInteger();
    private final AtomicLong recorded = new AtomicLong();
    private final Map<RequestKey, CompletableFuture<ChatAnswer>> underWay = new ConcurrentHashMap<>();

    /** A pool; whoever made model and cache closes them. */
    public ChatPool(ChatModel model, AnswerCache cache, ChatLimits limits, Retries retries, Budget budget) {
        this.model = model;
        this.cache = cache;
        this.limits = limits;
        this.retries = retries;
        this.price = budget.price();
        this.spending = new Spending(budget);
        this.rate = new RequestRate(limits.perMinute());
        this.inFlight = new Semaphore(limits.inFlight());
    }

    /** Repeats from recorded answers only; a missing one is a {@link BadInputException} that says so. */
    public static ChatPool offline(String model, AnswerCache cache) {
        return new ChatPool(new RecordedOnly(model), cache, ChatLimits.DEFAULT, Retries.DEFAULT, Budget.UNLIMITED);
    }

    /** The name of the model. */
    public String model() {
        return model.name();
    }

    /** What was done so far. */
    public ChatUsage usage() {
        return spending.usage(recorded.get());
    }

    /**
     * One answer, recorded or new; the same question asked by two threads at once is sent once.
     *
     * @throws ChatFailure when this prompt gets no answer, however often it is sent
     * @throws BadInputException when the budget is spent, or when nothing will be answered: then the run should stop
     */
    public ChatAnswer ask(Prompt prompt, Sampling sampling) {
        RequestKey key = RequestKey.of(model.name(), prompt, sampling);
        var mine = new CompletableFuture<ChatAnswer>();
        CompletableFuture<ChatAnswer> others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            return joined(others);
        }
        try {
            Optional<ChatAnswer> found = cache.find(key);
            found.ifPresent(answer -> recorded.incrementAndGet());
            ChatAnswer answer = found.isPresent() ? found.get() : fresh(key, prompt, sampling);
            mine.complete(answer);
            return answer;
        } catch (IOException e) {
            var failure = new UncheckedIOException(e);
            mine.completeExceptionally(failure);
            throw failure;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(key);
        }
    }

    /**
     * Does the work on every item, as many at a time as may be in flight, and gives the results in the order of the items. The
     * first failure stops the rest; what is under way ends first, so that no answer is lost.
     */
    public <T, R> List<R> each(List<T> items, Function<? super T, ? extends R> work, Progress.Task task) {
        return Concurrent.each(items, work, limits.inFlight(), task);
    }

    /** What asking all of these would cost. */
    public ChatEstimate estimate(Iterator<Asked> asked) {
        OptionalDouble perCharacter = cache.inputTokensPerCharacter(model.name());
        OptionalDouble perAnswer = cache.outputTokensPerAnswer(model.name());
        long prompts = 0;
        long calls = 0;
        double input = 0;
        double output = 0;
        while (asked.hasNext()) {
            Asked one = asked.next();
            prompts++;
            if (!cache.contains(RequestKey.of(model.name(), one.prompt, one.sampling))) {
                calls++;
                input += one.prompt.characters() * perCharacter.orElse(0.25);
                output += perAnswer.orElse(one.sampling.maxNewTokens());
            }
        }
        double money = price.of(Math.round(input), Math.round(output));
        return new ChatEstimate(prompts, calls, input, output, money, perCharacter.isPresent());
    }

    /** The recorded answer to a prompt, if there is one; asks nobody. */
    public Optional<ChatAnswer> recorded(Prompt prompt, Sampling sampling) {
        try {
            return cache.find(RequestKey.of(model.name(), prompt, sampling));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request, as far as an estimate needs it. */
    public record Asked(Prompt prompt, Sampling sampling) {}

    private ChatAnswer fresh(RequestKey key, Prompt prompt, Sampling sampling) throws IOException {
        inFlight.acquireUninterruptibly();
        try {
            ChatAnswer answer = patiently(key, prompt, sampling);
            spending.add(answer);
            if (!cache.isReadOnly()) {
                cache.put(key, model.name(), prompt.characters(), answer);
            }
            return answer;
        } finally {
            inFlight.release();
        }
    }

    private ChatAnswer patiently(RequestKey key, Prompt prompt, Sampling sampling) {
        List<ChatFailure> failures = new ArrayList<>();
        while (true) {
            rate.await();
            spending.begin();
            try {
                ChatAnswer answer = model.answer(prompt, sampling);
                givenUpInRow.set(0);
                return answer;
            } catch (ChatFailure failure) {
                failures.add(failure);
                if (!failure.kind().isPassing()) {
                    givenUpInRow.set(0);
                    throw failure;
                }
                if (failures.size() >= retries.attempts()) {
                    throw givenUp(failure);
                }
                pause(failures.size(), key, failure);
            }
        }
    }

    private void pause(int attempt, RequestKey key, ChatFailure failure) {
        Duration own = retries.pause(attempt, key);
        Duration asked = failure.retryAfter().orElse(Duration.ZERO);
        if (asked.compareTo(LONGEST_WAIT) > 0) {
            throw new BadInputException(
                    "the chat server asks to be left alone for " + asked.toMinutes() + " minutes ("
                            + failure.getMessage() + "); every answer so far is recorded: run the same again later",
                    failure);
        }
        if (!asked.isZero()) {
            rate.leaveAlone(asked);
        }
        RequestRate.sleep(Math.max(own.toNanos(), asked.toNanos()));
    }

    private RuntimeException givenUp(ChatFailure failure) {
        if (givenUpInRow.incrementAndGet() < GIVE_UP) {
            return failure;
        }
        return new BadInputException(
                "the chat server of " + model.name() + " answers no more: " + failure.getMessage() + ", after "
                        + retries.attempts() + " attempts each on " + GIVE_UP
                        + " prompts; every answer so far is recorded: run the same again when it is back",
                failure);
    }

    private static ChatAnswer joined(CompletableFuture<ChatAnswer> others) {
        try {
            return others.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
