package io.boosterbeacon.demo.identity;

import java.time.Instant;

/** A signed token and the end of its life. */
public record IssuedToken(String token, Instant expiresAt) {}
