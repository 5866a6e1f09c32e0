package io.boosterbeacon.it.application.annotated;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Can be read only by its annotations. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes(@JsonSubTypes.Type(value = Shape.Circle.class, name = "circle"))
public interface Shape {
    /** Has no constructor but the annotated one. */
    final class Circle implements Shape {
        private final int radius;

        @JsonCreator
        Circle(@JsonProperty("radius") int radius) {
            this.radius = radius;
        }

        public int getRadius() {
            return radius;
        }
    }
}
