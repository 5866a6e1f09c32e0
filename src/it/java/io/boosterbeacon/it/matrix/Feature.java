package io.boosterbeacon.it.matrix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The feature that a test is about, if the matrix shows it apart from the other tests of its class. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Feature {
    /** The name of a column of the grid. */
    String value();
}
