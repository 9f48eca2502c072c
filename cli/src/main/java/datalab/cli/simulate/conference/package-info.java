/** A made-up conference: who walks where, and what their phones report of it. Knows nothing of servers. */
@NullMarked
package datalab.cli.simulate.conference;

import org.jspecify.annotations.NullMarked;
