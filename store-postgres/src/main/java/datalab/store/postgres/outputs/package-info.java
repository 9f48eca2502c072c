/** What is noted of outputs: tables on other servers that are kept equal to views and streams. */
@NullMarked
package datalab.store.postgres.outputs;

import org.jspecify.annotations.NullMarked;
