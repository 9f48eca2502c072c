/** People who log in through a real provider. */
@NullMarked
package datalab.system.oidc;

import org.jspecify.annotations.NullMarked;
