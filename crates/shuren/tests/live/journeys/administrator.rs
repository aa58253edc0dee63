//! What administrators come to do.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;

/// A sheet of new pupils for one class; with faults in rows 3, 4 and 5 unless mended.
fn sheet(class: &str, entry: i64, mended: bool) -> String {
    let rows = if mended {
        [("丁一诺", "男", "2013-05-06"), ("秦若水", "女", "2013-02-28"), ("马知远", "男", "2013-11-30"), ("林小满", "女", "2013-08-19")]
    } else {
        [("丁一诺", "男", "2013-05-06"), ("秦若水", "不详", "2013-02-28"), ("马知远", "男", "2013-02-30"), ("", "女", "2013-08-19")]
    };
    let mut text = String::from("\u{feff}姓名,性别,出生日期,入学年份,班级,登录名\r\n");
    for (number, (name, gender, birth)) in rows.into_iter().enumerate() {
        text.push_str(&format!("{name},{gender},{birth},{entry},{class},new{class}{number}\r\n"));
    }
    text
}

#[tokio::test]
async fn administrator_imports_a_roster() {
    let region = Region::sqlite().await;
    let school = region.cast.school().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (width, class) in [(Width::Phone, "91"), (Width::Desk, "92")] {
        let administrator = Visitor::at(&region, width).await;
        administrator.arrive("schooladmin").await;
        administrator.look().await;

        for mended in [false, true] {
            let file = folder.path().join(format!("students-{class}-{mended}.csv"));
            std::fs::write(&file, sheet(class, region.cast.base.clock.today().year().into(), mended)).unwrap();
            administrator.open("/admin/roster").await;
            administrator.look().await;
            administrator.choose("select[name=kind]", "students").await;
            administrator.choose("select[name=school]", &school.to_string()).await;
            administrator.attach("input[type=file]", &file).await;
            administrator.click("form[action='/admin/roster'] button").await;
            administrator.gone("input[type=file]").await;
            administrator.look().await;
            let told = administrator.text("main").await;
            for (row, fault) in [("3", "不详"), ("4", "2013-02-30")] {
                assert_eq!(told.contains(fault) && told.contains(&format!("{row} 行")), !mended, "{told}");
            }
            assert_eq!(administrator.sees("form[action='/admin/roster/apply']").await, mended, "{told}");
        }
        administrator.keep("administrator_imports_a_roster").await;
        administrator.click("form[action='/admin/roster/apply'] button").await;
        administrator.see("#job a.button[href='/admin']").await;
        administrator.look().await;

        let class = region.cast.newest_class(school).await.unwrap();
        administrator.open(&format!("/class/{class}/slips")).await;
        assert!(administrator.text("main").await.contains("林小满"));
        administrator.click(&format!("form[action='/class/{class}/slips'] button")).await;
        administrator.confirm().await;
        administrator.click("#job a[href$='/slips']").await;
        administrator.see(".slips li").await;
        administrator.keep("account_slips").await;
    }
}
