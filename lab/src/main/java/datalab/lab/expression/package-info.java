/** What an aggregate takes from an event: a field, the event time, or a CEL expression; and the order of such values. */
@NullMarked
package datalab.lab.expression;

import org.jspecify.annotations.NullMarked;
