package datalab.access.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import datalab.access.AccessDenied;
import java.security.Key;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether a token is signed by its provider: with a key that it publishes, not one that the token names. Thread-safe. */
final class SignatureCheck {
    /** Those with a public key. One with a shared secret would let anybody sign with what is published. */
    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA,
            JWSAlgorithm.Ed25519);

    private final PublishedKeys published;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();

    SignatureCheck(PublishedKeys published) {
        this.published = published;
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector((header, context) -> keys(header));
        processor.setJWSVerifierFactory(new WithEd25519());
        processor.setJWTClaimsSetVerifier(null); // ClaimsCheck looks at them
    }

    /** @throws AccessDenied where it is not, or that cannot be found out */
    void require(SignedJWT token) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        if (!ALGORITHMS.contains(algorithm)) {
            throw AccessDenied.unauthenticated("the token is signed by " + algorithm + ", which is not taken here");
        }
        try {
            processor.process(token, null);
        } catch (BadJOSEException | JOSEException e) {
            throw AccessDenied.unauthenticated("the token's signature is not its provider's");
        }
    }

    private List<Key> keys(JWSHeader header) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        List<Key> keys = new ArrayList<>();
        if (matcher != null) {
            for (JWK key : published.find(new JWKSelector(matcher))) {
                addPublic(key, keys);
            }
        }
        if (keys.isEmpty()) {
            throw AccessDenied.unauthenticated("the token is signed by a key that its provider does not have");
        }
        return keys;
    }

    private static void addPublic(JWK key, List<Key> keys) {
        try {
            if (key instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)) {
                keys.add(Ed25519Signature.key(pair));
            } else if (key instanceof AsymmetricJWK pair && !(key instanceof OctetKeyPair)) {
                keys.add(pair.toPublicKey());
            }
        } catch (JOSEException e) {
            // One key that is none leaves the others.
        }
    }

    /** The library's, and the one that it would need another library for. */
    private final class WithEd25519 implements JWSVerifierFactory {

        @Override
        public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
            return key instanceof PublicKey pair && pair.getAlgorithm().startsWith("Ed")
                    ? new Ed25519Signature(pair)
                    : verifiers.createJWSVerifier(header, key);
        }

        @Override
        public Set<JWSAlgorithm> supportedJWSAlgorithms() {
            return ALGORITHMS;
        }

        @Override
        public JCAContext getJCAContext() {
            return verifiers.getJCAContext();
        }
    }
}
