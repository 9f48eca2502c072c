package datalab.cli.simulate;

import java.util.Map;
import java.util.Stack;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Beside {@code --scenario}, a word that names a simulator is the lab of that name. */
@SuppressWarnings("JdkObsolete") // picocli has the words on a Stack, the last one first
final class LabOrSimulator implements IParameterPreprocessor {
    private static final String SCENARIO = "--scenario";
    private static final String NO_MORE_COMMANDS = "--";

    @Override
    public boolean preprocess(
            Stack<String> words, CommandSpec command, @Nullable ArgSpec argument, Map<String, Object> info) {
        boolean isScenario = words.stream().anyMatch(word -> word.equals(SCENARIO) || word.startsWith(SCENARIO + "="));
        if (isScenario && !words.contains(NO_MORE_COMMANDS)) {
            IntStream.range(0, words.size())
                    .filter(at -> command.subcommands().containsKey(words.get(at)) && !isValue(words, at, command))
                    .max()
                    .ifPresent(at -> {
                        String lab = words.remove(at);
                        words.add(0, NO_MORE_COMMANDS);
                        words.add(0, lab);
                    });
        }
        return false;
    }

    /** Whether the word is the value of an option before it. */
    private static boolean isValue(Stack<String> words, int at, CommandSpec command) {
        OptionSpec option = at + 1 == words.size() ? null : command.optionsMap().get(words.get(at + 1));
        return option != null && option.arity().max() > 0;
    }
}
