package io.boosterbeacon.redis.internal.store.redis;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Connects by RESP3, and by RESP2 where the user may not greet. The client itself falls back where the server does not know
 * {@code HELLO}, but takes a refusal by the ACL for the end.
 */
final class Resp2Fallback {
    private static final Pattern REFUSED = Pattern.compile("NOPERM .*'hello' command.*", Pattern.DOTALL);
    private static final int DEPTH = 10;

    private final Runnable speakResp2;

    /** @param speakResp2 sets the client up so that new connections speak RESP2 */
    Resp2Fallback(Runnable speakResp2) {
        this.speakResp2 = speakResp2;
    }

    <T> CompletionStage<T> connect(Supplier<? extends CompletionStage<T>> attempt) {
        return attempt.get().toCompletableFuture().exceptionallyCompose(failure -> {
            if (!isRefusal(failure, DEPTH)) {
                return CompletableFuture.failedFuture(failure);
            }
            speakResp2.run();
            return attempt.get();
        });
    }

    /** Of several nodes' failures, the client tells one as the cause of its own and the others as suppressed. */
    private static boolean isRefusal(Throwable failure, int depth) {
        if (depth == 0) {
            return false;
        }
        String message = failure.getMessage();
        return (message != null && REFUSED.matcher(message).matches())
                || Stream.concat(Stream.ofNullable(failure.getCause()), Arrays.stream(failure.getSuppressed()))
                        .anyMatch(each -> isRefusal(each, depth - 1));
    }
}
