package io.boosterbeacon.redis.internal.ratelimit;

/** For tests without beans of an application. */
public final class NoResolvers {
    public static final Resolvers RESOLVERS = new Resolvers(NoResolvers::fail, NoResolvers::fail);

    private NoResolvers() {}

    private static <T> T fail(Class<? extends T> type) {
        throw new AssertionError("no resolver here, not even " + type);
    }
}
