use super::*;

#[test]
fn a_site_is_a_host_and_an_origin() {
    let at = |address: &str| Site::at(address).map(|site| (site.id, site.origin));
    let both = |id: &str, origin: &str| Some((id.to_owned(), origin.to_owned()));
    assert_eq!(at("https://utopia.example"), both("utopia.example", "https://utopia.example"));
    assert_eq!(at("https://Utopia.example:443/verify"), both("utopia.example", "https://utopia.example"));
    assert_eq!(at("http://localhost:8080"), both("localhost", "http://localhost:8080"));
    assert_eq!(at("https://bücher.example"), both("xn--bcher-kva.example", "https://xn--bcher-kva.example"));
    assert_eq!(at("file:///srv"), None);
}

/// Authenticator data of a credential with a key of one entry, and extensions of none.
fn data() -> Vec<u8> {
    let mut data = vec![7; 32];
    data.extend([0b1100_0101, 0, 0, 1, 2]);
    data.extend([0; 16]);
    data.extend([0, 3, b'i', b'd', b'.', 0xa1, 0x01, 0x02, 0xa0]);
    data
}

#[test]
fn authenticator_data_is_read_to_its_last_byte() {
    let data = data();
    let read = AuthenticatorData::read(&data).unwrap();
    assert_eq!((read.counter, read.is_present(), read.is_verified(), read.may_be_copied()), (258, true, true, false));
    assert_eq!(read.credential().unwrap(), (&b"id."[..], &[0xa1, 0x01, 0x02][..]));
    for end in 0..data.len() {
        assert!(AuthenticatorData::read(&data[..end]).is_err(), "{end}");
    }
    assert!(AuthenticatorData::read(&[&data[..], &[0]].concat()).is_err());
    // Whatever is turned, nothing panics.
    for byte in 0..data.len() {
        for bit in 0..8 {
            let mut turned = data.clone();
            turned[byte] ^= 1 << bit;
            let _ = AuthenticatorData::read(&turned);
            let _ = AttestationObject::read(&turned[byte..]);
            let _ = Key::read(&turned[byte..]);
        }
    }
}
