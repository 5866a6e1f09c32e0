package io.boosterbeacon.redis.bench;

import java.util.Arrays;
import java.util.List;

/** All contenders. The others of a group are compared with its first one; the second one is the raw client. */
enum Contenders {
    BEACON_DECISION(Group.DECISION, "RateLimiter", redis -> BeaconDecision.programmatic(redis, MeasuredLimit.HIGH)),
    RAW_DECISION(Group.DECISION, "raw Lettuce, one script", redis -> new RawDecision(redis, MeasuredLimit.HIGH)),
    BEACON_ANNOTATED_DECISION(Group.DECISION, "@RateLimit on a bean", BeaconDecision::annotated),
    BUCKET4J_DECISION(Group.DECISION, "Bucket4j (Lettuce)", redis -> new Bucket4jDecision(redis, MeasuredLimit.HIGH)),
    REDISSON_DECISION(Group.DECISION, "Redisson RRateLimiter", RedissonDecision::new),

    BEACON_DENIAL(Group.DENIAL, "RateLimiter", redis -> BeaconDecision.programmatic(redis, MeasuredLimit.USED_UP)),
    RAW_DENIAL(Group.DENIAL, "raw Lettuce, one script", redis -> new RawDecision(redis, MeasuredLimit.USED_UP)),
    BUCKET4J_DENIAL(Group.DENIAL, "Bucket4j (Lettuce)", redis -> new Bucket4jDecision(redis, MeasuredLimit.USED_UP)),

    BEACON_ONE_KEY(
            Group.ONE_KEY, "permits taken in advance", redis -> new LeasedDecision(redis, MeasuredLimit.ONE_KEY)),
    RAW_ONE_KEY(Group.ONE_KEY, "raw Lettuce, one script", redis -> new RawDecision(redis, MeasuredLimit.ONE_KEY)),
    BEACON_ONE_KEY_UNLEASED(
            Group.ONE_KEY, "RateLimiter", redis -> BeaconDecision.programmatic(redis, MeasuredLimit.ONE_KEY)),
    BUCKET4J_ONE_KEY(Group.ONE_KEY, "Bucket4j (Lettuce)", redis -> new Bucket4jDecision(redis, MeasuredLimit.ONE_KEY)),

    BEACON_TOKEN_BUCKET(Group.TOKEN_BUCKET, "RateLimiter", redis -> BeaconDecision.by(redis, AlgorithmDecision.BUCKET)),
    RAW_TOKEN_BUCKET(Group.TOKEN_BUCKET, "raw Lettuce, one script", AlgorithmDecision::tokenBucket),
    BUCKET4J_TOKEN_BUCKET(Group.TOKEN_BUCKET, "Bucket4j (Lettuce)", Bucket4jDecision::greedy),

    BEACON_SLIDING_WINDOW(
            Group.SLIDING_WINDOW, "RateLimiter", redis -> BeaconDecision.by(redis, AlgorithmDecision.SLIDING)),
    RAW_SLIDING_WINDOW(Group.SLIDING_WINDOW, "raw Lettuce, one script", AlgorithmDecision::slidingWindow),

    BEACON_CONCURRENCY(Group.CONCURRENCY, "RateLimiter", BeaconDecision::running),
    RAW_CONCURRENCY(Group.CONCURRENCY, "raw Lettuce, one script and ZREM", AlgorithmDecision::running),

    BEACON_HIT(Group.HIT, "@Cached", BeaconHit::new),
    RAW_HIT(Group.HIT, "raw Lettuce, GET + Jackson", RawHit::new),
    SPRING_HIT(Group.HIT, "Spring Data Redis RedisCache", SpringHit::new),
    JETCACHE_HIT(Group.HIT, "JetCache (Lettuce)", JetCacheHit::remote),
    REDISSON_BUCKET_HIT(Group.HIT, "Redisson RBucket", RedissonHit::bucket),
    REDISSON_MAP_HIT(Group.HIT, "Redisson RMapCache", RedissonHit::mapCache),
    CAFFEINE_HIT(Group.HIT, "Caffeine, no Redis at all", CaffeineHit::new),

    BEACON_NEAR_HIT(Group.NEAR_HIT, "@Cached with localTtl", NearHit::annotated),
    CAFFEINE_NEAR_HIT(Group.NEAR_HIT, "Caffeine alone", CaffeineHit::new),
    BEACON_NEAR_HIT_DIRECT(Group.NEAR_HIT, "the same without interceptor", NearHit::programmatic),
    BEACON_NAMED_NEAR_HIT(Group.NEAR_HIT, "Cache.get with localTtl", NamedNearHit::new),
    INTERCEPTED_CALL(Group.NEAR_HIT, "a HashMap behind an empty interceptor", InterceptedCall::new),
    JETCACHE_NEAR_HIT(Group.NEAR_HIT, "JetCache, two levels", JetCacheHit::twoLevels),

    BEACON_CHECK(Group.CHECK, "isTokenRevoked", BeaconCheck::new),
    RAW_MGET_CHECK(Group.CHECK, "raw Lettuce, MGET of the same keys", RawCheck::mget),
    RAW_EXISTS_CHECK(Group.CHECK, "raw Lettuce, EXISTS of the same keys", RawCheck::exists),

    BEACON_REPLICA_CHECK(Group.REPLICA_CHECK, "by a replica", ReplicaCheck::new),
    MAP_CHECK(Group.REPLICA_CHECK, "a ConcurrentHashMap of texts", ReplicaCheck::map),

    DEMO_LIMITED(Group.DEMO_LIMITED, "with the library", redis -> DemoCall.on(redis, DemoCall.Target.LIMITED)),
    DEMO_LIMITED_OFF(Group.DEMO_LIMITED, "all features off", redis -> DemoCall.off(redis, DemoCall.Target.LIMITED)),
    DEMO_CACHED(Group.DEMO_CACHED, "with the library", redis -> DemoCall.on(redis, DemoCall.Target.CACHED)),
    DEMO_CACHED_OFF(Group.DEMO_CACHED, "all features off", redis -> DemoCall.off(redis, DemoCall.Target.CACHED)),
    DEMO_PROTECTED(Group.DEMO_PROTECTED, "with the library", redis -> DemoCall.on(redis, DemoCall.Target.PROTECTED)),
    DEMO_PROTECTED_OFF(
            Group.DEMO_PROTECTED, "all features off", redis -> DemoCall.off(redis, DemoCall.Target.PROTECTED));

    final Group group;
    final String title;

    @SuppressWarnings("ImmutableEnumChecker") // a method reference
    private final Opener opener;

    Contenders(Group group, String title, Opener opener) {
        this.group = group;
        this.title = title;
        this.opener = opener;
    }

    /** Connects, and prepares all subjects. */
    Contender open(String redis) throws Exception {
        return opener.open(redis);
    }

    /** The contender that this one is compared with. */
    Contenders reference() {
        return of(group).get(0);
    }

    static List<Contenders> of(Group group) {
        return Arrays.stream(values()).filter(each -> each.group == group).toList();
    }

    private interface Opener {
        Contender open(String redis) throws Exception;
    }
}
