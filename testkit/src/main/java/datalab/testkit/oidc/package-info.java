/** A real provider of OpenID Connect. */
@NullMarked
package datalab.testkit.oidc;

import org.jspecify.annotations.NullMarked;
