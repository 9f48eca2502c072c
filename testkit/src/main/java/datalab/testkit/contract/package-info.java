/** What every store and source promises, a contract for each capability. */
@NullMarked
package datalab.testkit.contract;

import org.jspecify.annotations.NullMarked;
