import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { createSecureContext, type SecureContext } from 'node:tls';
import { pki, md } from 'node-forge';

/** Makes the certificates with which the emulator answers at amoCRM's own host names. */
export interface TestAuthority {
	/** To be trusted by whoever talks to the emulator. */
	caPem: string;
	contextFor(host: string): SecureContext;
}

const DAY_MS = 24 * 60 * 60 * 1000;

interface KeyPair {
	publicPem: string;
	privatePem: string;
}

async function makeKeys(): Promise<KeyPair> {
	const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
	});
	return { publicPem: publicKey, privatePem: privateKey };
}

interface CertificateOrder {
	name: string;
	issuer: string;
	publicPem: string;
	signingPem: string;
	extensions: object[];
}

function makeCertificate(order: CertificateOrder): string {
	const certificate = pki.createCertificate();
	certificate.publicKey = pki.publicKeyFromPem(order.publicPem);
	// The first byte is fixed: a zero there may make the number unreadable, a high bit negative.
	certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
	certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
	certificate.validity.notAfter = new Date(Date.now() + 365 * DAY_MS);
	certificate.setSubject([{ name: 'commonName', value: order.name }]);
	certificate.setIssuer([{ name: 'commonName', value: order.issuer }]);
	certificate.setExtensions(order.extensions);
	certificate.sign(pki.privateKeyFromPem(order.signingPem), md.sha256.create());
	return pki.certificateToPem(certificate);
}

/** All accounts of a domain share one certificate: signing one in JavaScript takes long. */
function certifiedName(host: string): string {
	const [, ...parent] = host.split('.');
	return parent.length > 1 ? ['*', ...parent].join('.') : host;
}

/** Keys stay in memory and die with the process; only the authority's certificate is ever written down. */
export async function makeTestAuthority(): Promise<TestAuthority> {
	const [authority, leaf] = await Promise.all([makeKeys(), makeKeys()]);
	const issuer = `amoCRM emulator test CA ${randomBytes(4).toString('hex')}`;
	const caPem = makeCertificate({
		name: issuer,
		issuer,
		publicPem: authority.publicPem,
		signingPem: authority.privatePem,
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
			{ name: 'subjectKeyIdentifier' },
		],
	});
	const contexts = new Map<string, SecureContext>();

	const makeContext = (name: string) => {
		const cert = makeCertificate({
			name,
			issuer,
			publicPem: leaf.publicPem,
			signingPem: authority.privatePem,
			extensions: [
				{ name: 'basicConstraints', cA: false, critical: true },
				{ name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
				{ name: 'extKeyUsage', serverAuth: true },
				{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
			],
		});
		return createSecureContext({ key: leaf.privatePem, cert, minVersion: 'TLSv1.2' });
	};

	return {
		caPem,
		contextFor(host) {
			const name = certifiedName(host);
			let context = contexts.get(name);
			if (!context) contexts.set(name, (context = makeContext(name)));
			return context;
		},
	};
}
