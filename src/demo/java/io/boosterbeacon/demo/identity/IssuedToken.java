package io.boosterbeacon.demo.identity;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;

/** A signed token and when it expires. */
@JsonbPropertyOrder({"token", "expiresAt"})
public record IssuedToken(String token, Instant expiresAt) {}
