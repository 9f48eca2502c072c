/** What is kept of models: parameters and states by key, which fit counts, scores that wait for the log. */
@NullMarked
package datalab.store.forecast;

import org.jspecify.annotations.NullMarked;
