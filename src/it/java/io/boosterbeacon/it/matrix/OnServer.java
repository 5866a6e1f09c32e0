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
    /** The form of application that it deploys. A parameterised test over several forms adds the name of each. */
    String form();

    /** The store that the application uses. */
    String store();
}
