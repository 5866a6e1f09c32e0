package tools.jackson.databind.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** It has the name of Jackson 3's annotation, which needs a newer JDK than the library. */
@Retention(RetentionPolicy.RUNTIME)
public @interface JsonSerialize {}
