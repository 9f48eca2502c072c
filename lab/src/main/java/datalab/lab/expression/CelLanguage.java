package datalab.lab.expression;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;

/**
 * Configures CEL: the fields of a stream as variables, the {@code math} functions, and arithmetic that mixes doubles and
 * ints, so that {@code value * 2} compiles.
 */
final class CelLanguage {
    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();

    private final CelCompiler compiler;
    private final CelRuntime runtime;

    private CelLanguage(CelCompiler compiler, CelRuntime runtime) {
        this.compiler = compiler;
        this.runtime = runtime;
    }

    static CelLanguage over(EventStream stream) {
        CelCompilerBuilder compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(CelExtensions.math());
        for (Field field : stream.fields()) {
            compiler.addVar(field.name(), type(field.type()));
        }
        if (stream.time() != null) {
            compiler.addVar(stream.time(), SimpleType.TIMESTAMP);
        }
        compiler.addFunctionDeclarations(MixedArithmetic.DECLARATIONS);
        CelRuntime runtime = CelRuntimeFactory.plannerRuntimeBuilder()
                .setOptions(OPTIONS)
                .addFunctionBindings(MixedArithmetic.BINDINGS)
                .addLibraries(CelExtensions.math())
                .build();
        return new CelLanguage(compiler.build(), runtime);
    }

    CelValidationResult compile(String text) {
        return compiler.compile(text);
    }

    Program program(CelAbstractSyntaxTree tree) throws CelEvaluationException {
        return runtime.createProgram(tree);
    }

    private static CelType type(Field.Type type) {
        return switch (type) {
            case STRING -> SimpleType.STRING;
            case NUMBER -> SimpleType.DOUBLE;
            case INTEGER -> SimpleType.INT;
            case BOOLEAN -> SimpleType.BOOL;
            case TIME -> SimpleType.TIMESTAMP;
        };
    }
}
