package io.boosterbeacon.it.application.annotated;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTransient;
import org.jspecify.annotations.Nullable;

/** Has a property that must not be written. */
public class User {
    @JsonbProperty("full-name")
    public String name = "";

    @JsonIgnore
    public @Nullable String ignored;

    @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
    public @Nullable String password;

    @JsonbTransient
    public @Nullable String pin;

    static User named(String name) {
        User user = new User();
        user.name = name;
        return user;
    }

    User withSecrets() {
        ignored = "classified";
        password = "classified";
        pin = "classified";
        return this;
    }
}
