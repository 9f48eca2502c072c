package datalab.lab.yaml;

import datalab.lab.yaml.input.InputGrammars;
import datalab.lab.yaml.output.OutputServers;

/**
 * What a lab.yaml may name that others bring along.
 *
 * @param inputs what may stand under {@code in:}
 * @param servers what may stand under {@code out:}
 */
public record LabGrammar(InputGrammars inputs, OutputServers servers) {

    /** With the standard inputs, where no settings are known. */
    public static final LabGrammar STANDARD = new LabGrammar(InputGrammars.STANDARD, OutputServers.UNKNOWN);

    /** Of a program that neither takes events nor writes to other servers: what it does not know of these is passed over. */
    public static final LabGrammar LENIENT = new LabGrammar(InputGrammars.LENIENT, OutputServers.UNKNOWN);
}
