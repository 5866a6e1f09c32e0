package io.boosterbeacon.redis.testing;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Classes of one version of an application, compiled by the test and loaded by a class loader of their own. */
public final class CompiledClasses extends ClassLoader {
    private final Map<String, ByteArrayOutputStream> classes = new ConcurrentHashMap<>();

    private CompiledClasses() {
        super(CompiledClasses.class.getClassLoader());
    }

    /** Compiles one source file. */
    public static CompiledClasses of(String name, String source) {
        CompiledClasses compiled = new CompiledClasses();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        URI uri = URI.create("string:///" + name.replace('.', '/') + ".java");
        JavaFileObject file = new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavaFileManager files = new Memory(compiler.getStandardFileManager(null, null, null), compiled.classes);
        if (!compiler.getTask(null, files, null, List.of("-parameters", "-proc:none"), null, List.of(file))
                .call()) {
            throw new AssertionError("the source does not compile");
        }
        return compiled;
    }

    @Override
    protected Class<?> findClass(@Nullable String name) throws ClassNotFoundException {
        ByteArrayOutputStream compiled = classes.get(requireNonNull(name));
        if (compiled == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, compiled.toByteArray(), 0, compiled.size());
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        Memory(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + className + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return classes.computeIfAbsent(className, name -> new ByteArrayOutputStream());
                }
            };
        }
    }
}
