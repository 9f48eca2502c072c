package datalab.lab.expression;

import static dev.cel.common.types.SimpleType.DOUBLE;
import static dev.cel.common.types.SimpleType.INT;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;

/** CEL's four operators for one double and one int, in either order; the result is a double. */
final class MixedArithmetic {
    static final List<CelFunctionDecl> DECLARATIONS = List.of(
            declaration("_+_", "add"),
            declaration("_-_", "subtract"),
            declaration("_*_", "multiply"),
            declaration("_/_", "divide"));

    // Each written out: CEL wants functions that capture nothing.
    static final List<CelFunctionBinding> BINDINGS = List.of(
            CelFunctionBinding.from("add_double_int", Double.class, Long.class, (a, b) -> a + b),
            CelFunctionBinding.from("add_int_double", Long.class, Double.class, (a, b) -> a + b),
            CelFunctionBinding.from("subtract_double_int", Double.class, Long.class, (a, b) -> a - b),
            CelFunctionBinding.from("subtract_int_double", Long.class, Double.class, (a, b) -> a - b),
            CelFunctionBinding.from("multiply_double_int", Double.class, Long.class, (a, b) -> a * b),
            CelFunctionBinding.from("multiply_int_double", Long.class, Double.class, (a, b) -> a * b),
            CelFunctionBinding.from("divide_double_int", Double.class, Long.class, (a, b) -> a / b),
            CelFunctionBinding.from("divide_int_double", Long.class, Double.class, (a, b) -> a / b));

    private MixedArithmetic() {}

    private static CelFunctionDecl declaration(String operator, String name) {
        return CelFunctionDecl.newFunctionDeclaration(
                operator,
                CelOverloadDecl.newGlobalOverload(name + "_double_int", DOUBLE, DOUBLE, INT),
                CelOverloadDecl.newGlobalOverload(name + "_int_double", DOUBLE, INT, DOUBLE));
    }
}
