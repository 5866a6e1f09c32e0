package tools.jackson.databind.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Named as Jackson 3's, which needs a newer JDK than the library. */
@Retention(RetentionPolicy.RUNTIME)
public @interface JsonSerialize {}
