package datalab.access.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

/** Keys and tokens as a provider makes them. */
final class TokenMaker {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final String AUDIENCE = "datalab";

    private TokenMaker() {}

    static RSAKey rsa(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    static ECKey ec(Curve curve, String id) throws JOSEException {
        return new ECKeyGenerator(curve).keyID(id).generate();
    }

    /** A token's claims that nothing is wrong with. */
    static JWTClaimsSet.Builder claims(URI issuer) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer.toString())
                .audience(List.of("other", AUDIENCE))
                .subject("42")
                .claim("preferred_username", "ann")
                .claim("groups", List.of("scientists", "others"))
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plusSeconds(300)));
    }

    static String sign(JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims) throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build();
        return sign(key, header, claims);
    }

    static String sign(JWK key, JWSHeader header, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        JWSSigner signer = key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
        token.sign(signer);
        return token.serialize();
    }

    /** A key pair of Ed25519, which the JDK makes and signs with. */
    record EdKey(KeyPair pair, String id) {
        static EdKey generate(String id) throws GeneralSecurityException {
            return new EdKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), id);
        }

        OctetKeyPair published() {
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
            return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                    .keyID(id)
                    .build();
        }

        String sign(JWSAlgorithm algorithm, JWTClaimsSet claims) throws GeneralSecurityException {
            JWSHeader header = new JWSHeader.Builder(algorithm).keyID(id).build();
            String signed = header.toBase64URL() + "." + Base64URL.encode(claims.toString());
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return signed + "." + Base64URL.encode(signature.sign());
        }
    }
}
