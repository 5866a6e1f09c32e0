package io.boosterbeacon.it.application.annotated;

import io.boosterbeacon.redis.RedisService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Duration;

/** Gets each value twice, and returns the second one and how often it was loaded. */
@Path("values")
@ApplicationScoped
public class ValuesResource {
    @Inject
    Values values;

    @Inject
    RedisService redis;

    @GET
    @Path("named")
    public String named() {
        values.named("ada");
        return values.named("ada").name + " " + values.loads();
    }

    @GET
    @Path("with-secrets")
    public String withSecrets() {
        values.withSecrets("grace");
        User user = values.withSecrets("grace");
        return user.ignored + " " + user.password + " " + user.pin + " " + values.loads();
    }

    @GET
    @Path("circle")
    public String circle() {
        values.circle(3);
        return ((Shape.Circle) values.circle(3)).getRadius() + " " + values.loads();
    }

    @GET
    @Path("service")
    public String service() {
        redis.setJson("user", User.named("margaret").withSecrets(), Duration.ofMinutes(5));
        return redis.getJson("user", User.class)
                .map(user -> user.name + " " + user.ignored + " " + user.password + " " + user.pin)
                .orElse("none");
    }
}
