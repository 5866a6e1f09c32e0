/**
 * What a call costs beside the raw client and beside others' libraries: {@link io.boosterbeacon.redis.bench.Bench} runs
 * it, {@link io.boosterbeacon.redis.bench.Contenders} lists who takes part. On one machine in one run only ratios mean
 * something.
 */
package io.boosterbeacon.redis.bench;
