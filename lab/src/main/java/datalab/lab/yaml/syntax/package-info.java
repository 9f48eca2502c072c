/** YAML with the line and column of each value, and the mistakes found in it. */
@NullMarked
package datalab.lab.yaml.syntax;

import org.jspecify.annotations.NullMarked;
