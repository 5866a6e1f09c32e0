package io.boosterbeacon.redis.ratelimit;

import io.boosterbeacon.redis.RedisException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the quotas of other services: a filter for JAX-RS clients and MicroProfile REST clients. All nodes share what it
 * counts.
 *
 * <pre>{@code
 * @Inject RateLimiter limiter;
 *
 * Client client = ClientBuilder.newClient().register(RateLimitClientFilter.with(limiter)
 *         .limit(100, Duration.ofMinutes(1))
 *         .maxWait(Duration.ofSeconds(2))
 *         .build());
 * }</pre>
 *
 * <p>Two things stop a request: the limit, if there is one, and a block by the remote service. Filters with the same
 * limit share a count for each key; other limits of a key count apart. A response 429 (Too Many Requests) or 503
 * (Service Unavailable) blocks all requests with the same key, on all nodes and whatever the limit of their filter, for
 * the time of its field {@code Retry-After} (RFC 9110 §10.2.3: seconds or a date). Without that field, it is the
 * longest {@code t} of the policies without remaining quota in its field {@code RateLimit}
 * (draft-ietf-httpapi-ratelimit-headers). A 429 with neither blocks for one second; a 503 with neither does not block.
 * Fields that cannot be read count as missing. No block is longer than {@link Builder#maxBlock}, whatever the remote
 * service says.
 *
 * <p>A stopped request waits for at most {@link Builder#maxWait} in the thread of its caller. If that is too short, it is
 * not sent, and the call fails at once with a {@link RateLimitExceededException}. As JAX-RS specifies, the client throws it
 * as the cause of a {@code ProcessingException}. Requests wait as {@link RateLimiter#acquire} says.
 *
 * <p>A request costs one round trip to the store, and none while this node knows that the key is blocked; one that
 * waits for the limit costs more. If the store fails, requests are sent without being counted, unless
 * {@link Builder#failWithoutStore} is set.
 *
 * <p>A MicroProfile REST client takes a subclass: {@code @RegisterProvider(PaymentsQuota.class)}. Its constructor has no
 * parameters, because not every server injects into providers of clients:
 *
 * <pre>{@code
 * public PaymentsQuota() {
 *     super(with(CDI.current().select(RateLimiter.class).get()).limit(100, Duration.ofMinutes(1)));
 * }
 * }</pre>
 *
 * <p>Thread-safe. One filter can be registered with several clients.
 */
@ConstrainedTo(RuntimeType.CLIENT)
@Priority(Priorities.USER + 1_000)
public class RateLimitClientFilter implements ClientRequestFilter, ClientResponseFilter {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final Duration MIN_BLOCK = Duration.ofSeconds(1);

    private final Function<URI, String> keys;
    private final OutgoingQuota quota;
    private final InstantSource clock;

    /**
     * Creates a filter; for subclasses.
     *
     * @param builder the settings of the filter
     */
    protected RateLimitClientFilter(Builder builder) {
        keys = builder.keys;
        clock = builder.clock;
        quota = new OutgoingQuota(builder);
    }

    /**
     * Begins to build a filter.
     *
     * @param limiter the bean of that type, which all nodes share
     * @return a builder without a limit: the filter only obeys the remote service
     */
    public static Builder with(RateLimiter limiter) {
        return new Builder(limiter);
    }

    /**
     * Counts a request, and stops it if it exceeds the limit or if its key is blocked.
     *
     * @param request the request that is about to be sent
     * @throws RateLimitExceededException if it would have to wait for too long
     * @throws RedisException if the store fails and {@link Builder#failWithoutStore} is set, or if the thread is
     *     interrupted while it waits; then it stays interrupted
     */
    @Override
    public void filter(ClientRequestContext request) {
        quota.acquire(key(request));
    }

    /**
     * Blocks the key of a request if the remote service has denied it.
     *
     * @param request the request that was sent
     * @param response the response of the remote service
     */
    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) {
        if (response.getStatus() == TOO_MANY_REQUESTS || response.getStatus() == UNAVAILABLE) {
            block(response).ifPresent(time -> quota.block(key(request), time));
        }
    }

    private String key(ClientRequestContext request) {
        return requireKey("the key of a request", keys.apply(request.getUri()));
    }

    private static String requireKey(String what, String key) {
        Objects.requireNonNull(key, what);
        if (key.isEmpty() || key.length() > OutgoingQuota.MAX_KEY) {
            throw new IllegalArgumentException(
                    what + " has " + key.length() + " characters; accepted: 1 to " + OutgoingQuota.MAX_KEY);
        }
        return key;
    }

    private Optional<Duration> block(ClientResponseContext response) {
        return RetryAfter.read(
                        response.getHeaderString("Retry-After"), response.getHeaderString("Date"), clock.instant())
                .or(() -> RemoteLimits.exhausted(response.getHeaderString("RateLimit")))
                .or(() -> response.getStatus() == TOO_MANY_REQUESTS ? Optional.of(MIN_BLOCK) : Optional.empty());
    }

    /** The settings of a filter. Not thread-safe. */
    public static final class Builder {
        private static final Duration MAX_TIME = Duration.ofDays(3_660);

        final RateLimiter limiter;
        Function<URI, String> keys = TargetHost::of;
        String name = "outgoing";
        /** Null without a limit. */
        @Nullable
        QuotaPolicy policy;

        Duration maxWait = Duration.ZERO;
        Duration maxBlock = Duration.ofHours(1);
        boolean failWithoutStore;
        InstantSource clock = InstantSource.system();

        private Builder(RateLimiter limiter) {
            this.limiter = Objects.requireNonNull(limiter, "limiter");
        }

        /**
         * Sets the limit of requests that all nodes send together: windows that begin with the first request that they
         * count. The default is no limit. Filters with the same numbers share a count for each key.
         *
         * @param limit how many requests a window admits, 1 to 2<sup>53</sup> - 1
         * @param window the length of the window, 1 ms to 3,660 days
         * @return this builder
         */
        public Builder limit(long limit, Duration window) {
            return limit(QuotaPolicy.fixedWindow(limit, window));
        }

        /**
         * Sets the limit of requests that all nodes send together. Filters whose policies have the same
         * {@linkplain QuotaPolicy#named name} and algorithm share a count for each key, so that the limit of a name can
         * change while nodes are replaced. Without a name, filters with equal policies share a count.
         *
         * @param policy the limit; not of {@link RateLimitAlgorithm#CONCURRENCY}, because a client does not tell when a
         *     request without a response has ended
         * @return this builder
         */
        public Builder limit(QuotaPolicy policy) {
            if (Objects.requireNonNull(policy, "policy").algorithm() == RateLimitAlgorithm.CONCURRENCY) {
                throw new IllegalArgumentException(
                        "policy is " + policy + "; accepted: every algorithm but " + RateLimitAlgorithm.CONCURRENCY);
            }
            this.policy = policy;
            return this;
        }

        /**
         * Sets one key for all requests of the filter.
         *
         * @param key what the quota belongs to, for instance the name of the service, 1 to 400 characters
         * @return this builder
         */
        public Builder key(String key) {
            String checked = requireKey("key", key);
            return keys(uri -> checked);
        }

        /**
         * Sets how the key of a request is found. The default is its host and port, however they are written: user
         * information does not matter, nor does case, and port 80 is that of {@code http} without a port.
         *
         * @param keys returns the key, 1 to 400 characters; another one lets the request fail with an
         *     {@link IllegalArgumentException}
         * @return this builder
         */
        public Builder keys(Function<URI, String> keys) {
            this.keys = Objects.requireNonNull(keys, "keys");
            return this;
        }

        /**
         * Sets the name of the policy in a {@link RateLimitExceededException}. The default is {@code outgoing}.
         *
         * @param name any text
         * @return this builder
         */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets how long a request may wait before it is sent. The default is zero: a request that cannot be sent at once
         * fails.
         *
         * @param maxWait zero to 3,660 days
         * @return this builder
         */
        public Builder maxWait(Duration maxWait) {
            this.maxWait = requireInRange("maxWait", maxWait, Duration.ZERO);
            return this;
        }

        /**
         * Sets the longest time for which a response to this filter can block requests. The default is one hour.
         *
         * @param maxBlock 1 ms to 3,660 days
         * @return this builder
         */
        public Builder maxBlock(Duration maxBlock) {
            this.maxBlock = requireInRange("maxBlock", maxBlock, Duration.ofMillis(1));
            return this;
        }

        /**
         * Lets requests fail with the {@link RedisException} if the store fails. The default is to send them uncounted.
         *
         * @return this builder
         */
        public Builder failWithoutStore() {
            failWithoutStore = true;
            return this;
        }

        /** Sets the clock for dates of remote services that do not tell their own. */
        Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Builds the filter.
         *
         * @return a filter with these settings
         */
        public RateLimitClientFilter build() {
            return new RateLimitClientFilter(this);
        }

        private static Duration requireInRange(String what, Duration value, Duration min) {
            if (Objects.requireNonNull(value, what).compareTo(min) < 0 || value.compareTo(MAX_TIME) > 0) {
                throw new IllegalArgumentException(what + " is " + value + "; accepted: " + min + " to " + MAX_TIME);
            }
            return value;
        }
    }
}
