use super::*;

#[test]
fn what_is_shipped_can_be_read() {
    for name in Calendar::SHIPPED {
        let text = Calendar::shipped_text(name).unwrap();
        let calendar = Calendar::parse(text).unwrap();
        assert_eq!(Calendar::shipped(name), Some(calendar));
    }
    assert_eq!(Calendar::shipped("nowhere"), None);
}
