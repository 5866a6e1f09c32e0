package io.boosterbeacon.it.matrix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A class of tests that runs on the server under test; its results are a row of the matrix. */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MatrixRecorder.class)
public @interface OnServer {
    /** What kind of application it deploys. A parameterised test over kinds appends the name of its own. */
    String form();

    /** The store that the application uses. */
    String store();
}
