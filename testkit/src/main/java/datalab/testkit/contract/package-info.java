/**
 * What servers and sources promise: a contract for each capability, named for its role. A test class implements those of
 * the roles that its server has, and stands in the server's own module.
 */
@NullMarked
package datalab.testkit.contract;

import org.jspecify.annotations.NullMarked;
